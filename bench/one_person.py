"""Section A: processor time of one request at a time, as a multiple of a bare Flask answer, and its statements.

Both are asked of one process of the real server over one connection that is kept open, in turns: what a busy machine
does to one it does to the other. Statements are counted in this process, on the same data.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from statistics import median

from flask import Flask
from werkzeug.test import Client

from bench.counting import calls, statements
from bench.filling import World
from bench.requests import Failed, Request, requests_of
from bench.serving import Line, serving
from bench.side_by_side import bare, open_empty_page
from bench.table import Row

ROUNDS, TIMES = 9, 25
SIDE_BY_SIDE = (sys.executable, "-m", "bench.side_by_side")
HELLO = Request("a bare Flask answer", 1, 0, lambda: {"path": "/"})
ONE_PROCESS = {"RELAIS_PROCESSES": "1", "RELAIS_WORKER": "apart"}


def measure(world: World) -> Iterator[Row]:
    """The rows of section A, on a filled database."""
    open_empty_page(world.app)
    requests = requests_of(world)
    counts = _counts(world, requests)
    with serving(world.data, SIDE_BY_SIDE, **ONE_PROCESS) as server, closing(Line(server.port)) as line:
        costs, unit = _rounds(line, [request for request in requests if request.name in counts])
    yield Row("A  a bare Flask answer (1 h), ms", round(unit * 1000, 4))
    yield Row("A  a bare Flask answer, function calls", _calls_of(Client(bare()), HELLO))
    for request in requests:
        cost = median(costs[request.name]) if request.name in costs else None
        yield Row(f"A  {request.name}, h", cost and round(cost, 2), request.h)
        sent, called = counts.get(request.name, (None, None))
        yield Row(f"A  {request.name}, statements", sent, request.statements)
        yield Row(f"A  {request.name}, function calls", called)


def _counts(world: World, requests: list[Request]) -> dict[str, tuple[int, int]]:
    """Per request its statements and function calls; what does not answer as it should is said and left out."""
    client, counts = Client(world.app, use_cookies=False), {}
    for request in requests:
        try:
            counts[request.name] = count_of(world.app, client, request), _calls_of(client, request)
        except Failed as failure:
            print(failure, flush=True)
    return counts


def count_of(app: Flask, client: Client, request: Request) -> int:
    """How many statements the request sends once everything is warm."""
    request.prepare(request, client)
    for _ in range(3):
        request.send(client, request.ask())
    given = request.ask()
    with statements(app) as sent:
        request.send(client, given)
    return len(sent)


def _calls_of(client: Client, request: Request) -> int:
    given = request.ask()
    return calls(lambda: request.send(client, given))


def _rounds(line: Line, able: list[Request]) -> tuple[dict[str, list[float]], float]:
    """Per request its cost in h in each round, and h in seconds. Rounds are interleaved, so noise meets all alike."""
    units: list[float] = []
    costs: dict[str, list[float]] = {request.name: [] for request in able}
    for turn in range(ROUNDS + 1):
        for request in able:
            request.prepare(request, line)
            hello = {"path": "/bench/hello/", "headers": request.ask()["headers"]}
            unit, _greetings = _cost(line, [hello] * TIMES)
            cost, answers = _cost(line, [request.ask() for _ in range(TIMES)])
            for answer in answers:
                request.checked(answer)
            if turn:  # the first one warms up
                units.append(unit)
                costs[request.name].append(cost / unit)
    return costs, median(units)


def _cost(line: Line, requests: list[dict]) -> tuple[float, list]:
    """Seconds of the server’s processor that one of the requests cost it, each sent when the last was answered."""
    began = _spent(line)
    answers = [line.open(**request) for request in requests]
    return (_spent(line) - began) / len(requests), answers


def _spent(line: Line) -> float:
    return float(line.open(path="/bench/spent", headers={}).body)
