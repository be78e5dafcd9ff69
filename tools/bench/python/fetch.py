"""Fetches pages as Python programs do, for a comparison with the demos. `just bench-python` runs it.

python3 fetch.py requests URL PAGES 5    with requests, on 5 threads, each with a session of its own
python3 fetch.py aiohttp URL PAGES 0     with aiohttp, all at once

URL is the address of a page, with {} in place of its number. Prints, as JSON, how long it took and how many pages came whole.
"""

import asyncio
import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor


def with_requests(url, pages, at_once):
    import requests

    own = threading.local()

    def fetch(page):
        if not hasattr(own, "session"):
            own.session = requests.Session()
            own.session.trust_env = False  # no proxy
        answer = own.session.get(url.format(page), timeout=10)
        answer.raise_for_status()
        return len(answer.content)

    with ThreadPoolExecutor(at_once) as threads:
        return list(threads.map(fetch, range(pages)))


def with_aiohttp(url, pages, at_once):
    import aiohttp

    async def fetch(session, page):
        async with session.get(url.format(page)) as answer:
            answer.raise_for_status()
            return len(await answer.read())

    async def fetch_all():
        # aiohttp has at most 100 connections unless it is told otherwise; 0 is for no limit.
        connector = aiohttp.TCPConnector(limit=at_once)
        timeout = aiohttp.ClientTimeout(total=10)
        async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
            return await asyncio.gather(*(fetch(session, page) for page in range(pages)))

    return asyncio.run(fetch_all())


def main():
    client, url, pages, at_once = sys.argv[1:]
    if client == "requests":
        import requests  # noqa: F401  its import is not what is measured
    else:
        import aiohttp  # noqa: F401
    fetch = {"requests": with_requests, "aiohttp": with_aiohttp}[client]
    begin = time.perf_counter_ns()
    lengths = fetch(url, int(pages), int(at_once))
    wall_ns = time.perf_counter_ns() - begin
    json.dump({"wall_ns": wall_ns, "tasks_ok": sum(length > 0 for length in lengths)}, sys.stdout)


main()
