/* Records a voice message into the form's own file field: level, time, stop at the longest, listen, record again. */
(() => {
  const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
  const recorded = new Map(); // by address: a form that comes back with an error gets its recording back
  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

  Relais.behavior("recorder", (form) => {
    const part = (name) => form.querySelector(`[data-recorder="${name}"]`);
    const [start, stop, level, time, play, said, file] = ["start", "stop", "level", "time", "play", "said", "file"].map(
      part,
    );
    const kind = window.MediaRecorder && KINDS.find((type) => MediaRecorder.isTypeSupported(type));
    const longest = Number(form.dataset.longest);
    if (!kind || !navigator.mediaDevices) {
      start.closest(".recorder__desk").hidden = true;
      return;
    }
    file.closest(".field").hidden = true;
    let recorder,
      asking = false;

    const say = (text) => {
      said.textContent = text;
    };
    const show = (recording) => {
      start.hidden = recording;
      stop.hidden = !recording;
      level.hidden = !recording;
      if (!recording) start.focus();
      else stop.focus();
    };

    function watch(stream, began) {
      const context = new AudioContext();
      const analyser = context.createAnalyser();
      const samples = new Float32Array(analyser.fftSize);
      context.createMediaStreamSource(stream).connect(analyser);
      const tick = () => {
        if (recorder?.state !== "recording" || !form.isConnected) {
          if (recorder?.state === "recording") recorder.stop();
          context.close();
          return;
        }
        analyser.getFloatTimeDomainData(samples);
        level.value = Math.min(
          1,
          3 * Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length),
        );
        const seconds = (performance.now() - began) / 1000;
        time.textContent = `${clock(seconds)} / ${clock(longest)}`;
        if (seconds >= longest) recorder.stop();
        else setTimeout(tick, 100);
      };
      tick();
    }

    function keep(parts) {
      const type = kind.split(";")[0];
      give(new File(parts, `voice.${type === "audio/mp4" ? "m4a" : type.split("/")[1]}`, { type }));
      say(form.dataset.saidReady);
    }

    function give(sound) {
      const given = new DataTransfer();
      given.items.add(sound);
      file.files = given.files;
      recorded.set(form.action, sound);
      if (play.src) URL.revokeObjectURL(play.src);
      play.src = URL.createObjectURL(sound);
      play.hidden = false;
      form.dataset.dirty = "";
    }

    if (form.querySelector("[aria-invalid=true]") && recorded.has(form.action)) give(recorded.get(form.action));
    else recorded.delete(form.action);

    start.addEventListener("click", async () => {
      if (asking) return; // a second microphone would never be closed
      let stream;
      asking = true;
      try {
        stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      } catch {
        say(form.dataset.saidRefused);
        file.closest(".field").hidden = false;
        return;
      } finally {
        asking = false;
      }
      const parts = [];
      recorder = new MediaRecorder(stream, { mimeType: kind, audioBitsPerSecond: 48000 });
      recorder.addEventListener("dataavailable", (event) => {
        if (event.data.size) parts.push(event.data);
      });
      recorder.addEventListener("stop", () => {
        stream.getTracks().forEach((track) => track.stop());
        show(false);
        keep(parts);
      });
      recorder.start(500);
      play.hidden = true;
      say(form.dataset.saidRecording);
      show(true);
      watch(stream, performance.now());
    });
    stop.addEventListener("click", () => recorder.stop());
  });

  // Ready texts that fill a field; what was typed there is kept by the browser's own undo.
  Relais.behavior("texts", (group) => {
    const field = group.closest("form").querySelector(group.dataset.textsFor);
    group.addEventListener("click", (event) => {
      const text = event.target.closest("[data-text]")?.dataset.text;
      if (text === undefined) return;
      field.focus();
      field.select();
      if (!document.execCommand("insertText", false, text)) field.value = text;
    });
  });
})();
