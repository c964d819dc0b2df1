"""Too many at once: the others wait for a place in their order, and who finds no room is asked to come again."""

from __future__ import annotations

import threading

import pytest

from portal.web.http import concurrency_limit
from portal.web.http.concurrency_limit import OF_SCREENS, Guest, WaitingRoom
from tests.support.patience import until
from tests.support.statements import counted

BY_ITSELF = {"Relais-Background": "1"}


def test_who_leaves_hands_the_place_to_the_first_who_waits():
    room, came = WaitingRoom(places=1), []
    assert room.enter(most_before=9)
    for name in ("Alice", "Bruno", "Rita"):
        threading.Thread(target=lambda name=name: room.enter(9) and came.append(name)).start()
        until(lambda name=name: len(room._waiting) == ("Alice", "Bruno", "Rita").index(name) + 1)
    for names in (["Alice"], ["Alice", "Bruno"], ["Alice", "Bruno", "Rita"]):
        room.leave()
        until(lambda names=names: came == names)
    room.leave()
    assert room.enter(most_before=0)


def test_a_full_room_says_so_at_once_and_nobody_waits_for_ever():
    room = WaitingRoom(places=1)
    assert room.enter(most_before=0)
    assert not room.enter(most_before=0)
    assert not room.enter(most_before=1, patience=0.01)
    room.leave()
    assert room.enter(most_before=0)


def test_one_place_is_kept_for_who_only_reads_and_neither_waits_for_the_other():
    room, wrote = WaitingRoom(places=2, of_writers=1), []
    assert room.enter(0, writes=True)
    assert not room.enter(0, writes=True)
    threading.Thread(target=lambda: wrote.append(room.enter(9, writes=True))).start()
    until(lambda: len(room._waiting) == 1)
    for _again in range(2):
        assert room.enter(0), "the writer who waits takes no place of theirs"
        room.leave()
    assert wrote == []
    room.leave(writes=True)
    until(lambda: wrote == [True])
    room.leave(writes=True)
    assert [room.enter(0), room.enter(0), room.enter(0)] == [True, True, False]


@pytest.fixture
def crowded(app):
    """No place is free, and the line is as long as it may be; calling it ends the rush."""
    room = app.extensions["relais-waiting-room"]
    free, room._free = room._free, 0
    room._waiting.extend(Guest(writes) for writes in (True, False) * 99)

    def over():
        room._free = free
        room._waiting.clear()

    yield over
    over()


def test_who_finds_no_room_is_told_when_to_come_again_before_anything_is_asked(cast, client_for, request):
    alice = client_for(cast.alice)
    over = request.getfixturevalue("crowded")
    with counted() as sent:
        answers = [alice.get("/me"), alice.get("/me", htmx=True)]
    assert sent == []
    assert [answer.status_code for answer in answers] == [503] * 2
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in answers)
    assert '<html lang="fr"' in answers[0].text
    assert "<html" not in answers[1].text
    assert "Content-Security-Policy" in answers[0].headers
    assert alice.get("/healthz").status_code == alice.get("/readyz").status_code == 200
    over()
    assert alice.get("/me").status_code == 200


def test_what_was_typed_is_kept(cast, client_for, request):
    alice = client_for(cast.alice)
    alice.token()
    request.getfixturevalue("crowded")
    answer = alice.post("/me", data={"name": "Alice aux Pays-Bas"})
    assert answer.status_code == 503
    assert "Alice aux Pays-Bas" in answer.text


@pytest.mark.parametrize("header", [{"Origin": "https://evil.example.net"}, {"Sec-Fetch-Site": "cross-site"}])
def test_what_another_site_sent_is_not_offered_to_be_sent_again(cast, client_for, request, header):
    alice = client_for(cast.alice)
    alice.token()
    request.getfixturevalue("crowded")
    answer = alice.post("/me", data={"name": "Alice aux Pays-Bas"}, headers=header)
    assert (answer.status_code, "Pays-Bas" in answer.text) == (503, False)


def test_what_a_screen_asks_by_itself_gives_way_to_people(app, cast, client_for, monkeypatch):
    asked = []
    room = app.extensions["relais-waiting-room"]
    monkeypatch.setattr(room, "enter", lambda most_before, **_how: asked.append(most_before) or False)
    alice = client_for(cast.alice)
    alice.get("/me")
    alice.get("/me", headers=BY_ITSELF)
    assert asked[1] == OF_SCREENS < asked[0]


def test_every_request_gives_its_place_back(app, cast, client_for):
    room = app.extensions["relais-waiting-room"]
    before, alice = (room._free, room._for_writers), client_for(cast.alice)
    for path in ("/me", "/nowhere", "/healthz"):
        alice.get(path)
        alice.post(path)
        assert (room._free, room._for_writers) == before


def test_who_waits_for_something_slow_leaves_the_place_to_others(app):
    room = app.extensions["relais-waiting-room"]
    free = room._free
    with app.test_request_context("/me"):
        app.preprocess_request()
        assert room._free == free - 1
        with concurrency_limit.give_up_place():
            assert room._free == free
        assert room._free == free - 1
    assert room._free == free
