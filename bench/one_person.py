"""Section A: processor time of one request at a time, as a multiple of a bare Flask answer, and its statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import median
from time import process_time

from flask import Flask
from werkzeug.test import Client

from bench.counting import statements
from bench.filling import World
from bench.requests import Failed, Request, open_empty_page, requests_of
from bench.table import Row

ROUNDS, TIMES = 9, 25


def measure(world: World) -> Iterator[Row]:
    """The rows of section A, on a filled database."""
    open_empty_page(world.app)
    client = Client(world.app, use_cookies=False)
    counts, able = {}, []
    for request in requests_of(world):
        try:
            counts[request.name] = count_of(world.app, client, request)
            able.append(request)
        except Failed as failure:
            print(failure, flush=True)
    costs, unit = _rounds(client, able)
    yield Row("A  a bare Flask answer (1 h), ms", round(unit * 1000, 4))
    for request in requests_of(world):
        cost = median(costs[request.name]) if request.name in costs else None
        yield Row(f"A  {request.name}, h", cost and round(cost, 2), request.h)
        yield Row(f"A  {request.name}, statements", counts.get(request.name), request.statements)


def count_of(app: Flask, client: Client, request: Request) -> int:
    """How many statements the request sends once everything is warm."""
    request.prepare(request, client)
    for _ in range(3):
        request.send(client, request.ask())
    given = request.ask()
    with statements(app) as sent:
        request.send(client, given)
    return len(sent)


def _rounds(client: Client, able: list[Request]) -> tuple[dict[str, list[float]], float]:
    """Per request its cost in h in each round, and h in seconds. Rounds are interleaved, so noise meets all alike."""
    bare, units = _bare(), []
    costs: dict[str, list[float]] = {request.name: [] for request in able}
    for _ in range(ROUNDS):
        for request in able:
            hello = _cost(lambda: bare.open("/", headers={"Cookie": "a=b"}), TIMES * 4)
            request.prepare(request, client)
            took = _cost_of(client, request)
            units.append(hello)
            costs[request.name].append(took / hello)
    return costs, median(units)


def _cost_of(client: Client, request: Request) -> float:
    spent = 0.0
    for _ in range(TIMES):
        given = request.ask()
        began = process_time()
        request.send(client, given)
        spent += process_time() - began
    return spent / TIMES


def _cost(call: Callable, times: int) -> float:
    began = process_time()
    for _ in range(times):
        call()
    return (process_time() - began) / times


def _bare() -> Client:
    app = Flask("hello")
    app.add_url_rule("/", "hello", lambda: "hello")
    return Client(app, use_cookies=False)
