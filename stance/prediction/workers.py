"""Workers: batches in, what a model says of them out, in this process or in several."""

from __future__ import annotations

import gc
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final, Protocol

from stance.corpus.text_formats import fields_of_any_length
from stance.errors import ConfigError, StanceError
from stance.prediction.batch import Batch, Done
from stance.prediction.predictor import Description, Plan, Predictor

# Seconds for a process to end by itself, once nobody is at the other end of its pipe.
_PATIENCE: Final = 10.0
# In which one process answers. More do not help: what is left needs Python.
_THREADS: Final = 2


class Workers(Protocol):
    """What answers for batches."""

    def describe(self) -> Description:
        """Return what has to be known of the model."""
        ...

    def predict(self, batches: Iterable[Batch], plan: Plan) -> Iterator[Done]:
        """Yield what became of each batch, in their order."""
        ...


class InProcess:
    """Answers in this process.

    In two threads: half of the time a model computes what Python need not wait for. Where rows
    come `live`, each batch is answered before the next is waited for.
    """

    def __init__(self, folder: Path, *, is_live: bool = False) -> None:
        self._predictor = Predictor(folder)
        self._is_live = is_live

    def describe(self) -> Description:
        """Return what has to be known of the model."""
        return self._predictor.describe()

    def predict(self, batches: Iterable[Batch], plan: Plan) -> Iterator[Done]:
        """Yield what became of each batch, in their order."""

        def ask(batch: Batch) -> Done:
            return self._predictor.predict(batch, plan)

        return map(ask, batches) if self._is_live else _in_order(ask, batches, _THREADS)


class Pool:
    """Answers in processes of its own, each of which has loaded the model.

    A thread waits for each process. Each has a pipe of its own: when this process is killed, the
    pipes break, and so the others end.
    """

    def __init__(self, connections: list[Connection]) -> None:
        self._connections = connections
        self._free: SimpleQueue[Connection] = SimpleQueue()
        for connection in connections:
            self._free.put(connection)

    def describe(self) -> Description:
        """Return what has to be known of the model."""
        descriptions: list[Description] = [_answer(of) for of in self._connections]
        return descriptions[0]

    def predict(self, batches: Iterable[Batch], plan: Plan) -> Iterator[Done]:
        """Yield what became of each batch, in their order."""
        for connection in self._connections:
            connection.send(plan)
        return _in_order(self._ask, batches, len(self._connections))

    def _ask(self, batch: Batch) -> Done:
        connection = self._free.get()
        try:
            connection.send(batch)
            done: Done = _answer(connection)
        except BrokenPipeError as error:
            raise _died() from error
        finally:
            self._free.put(connection)
        return done


def _in_order(ask: Callable[[Batch], Done], batches: Iterable[Batch], n: int) -> Iterator[Done]:
    """Yield what n threads that ask get for each batch, in their order."""
    waiting: deque[Future[Done]] = deque()
    with ThreadPoolExecutor(n) as threads:
        try:
            for batch in batches:
                waiting.append(threads.submit(ask, batch))
                if len(waiting) > 2 * n:  # so that each finds its next batch ready
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


@contextmanager
def workers(folder: Path, jobs: int, *, is_live: bool = False) -> Iterator[Workers]:
    """Give what answers for batches with the model in a folder."""
    if jobs == 1:
        yield InProcess(folder, is_live=is_live)
        return
    context = get_context("spawn")  # a fork of a process with threads may hang
    pairs = [context.Pipe() for _ in range(jobs)]
    processes = [
        context.Process(target=work, args=(theirs, folder), daemon=True) for _, theirs in pairs
    ]
    with _uninterrupted():
        for process in processes:
            process.start()
    for _, theirs in pairs:
        theirs.close()
    try:
        yield Pool([ours for ours, _ in pairs])
    finally:
        for ours, _ in pairs:
            ours.close()
        for process in processes:
            process.join(_PATIENCE)
            process.terminate()


def work(connection: Connection, folder: Path) -> None:
    """Load a model and answer for batches, until the other end of the pipe is closed."""
    gc.set_threshold(100_000, 20, 20)  # as the command line does
    try:
        try:
            predictor = Predictor(folder)
            connection.send(predictor.describe())
            plan = connection.recv()
            with fields_of_any_length():
                while True:
                    connection.send(predictor.predict(connection.recv(), plan))
        except StanceError as error:
            connection.send(error)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            raise
        except Exception as error:  # noqa: BLE001 - a bug, to be told where it is seen
            connection.send(RuntimeError(f"{error}\n{traceback.format_exc()}"))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass  # nobody is there any more


def _answer(connection: Connection) -> Any:
    try:
        answer = connection.recv()
    except (EOFError, ConnectionResetError) as error:
        raise _died() from error
    if isinstance(answer, Exception):
        raise answer
    return answer


def _died() -> ConfigError:
    return ConfigError(
        "a process that predicts was killed, most often for want of memory; take fewer --jobs "
        "and go on with --resume"
    )


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Start processes that leave the interrupt key to this one."""
    if threading.current_thread() is not threading.main_thread():
        yield  # where signals cannot be set
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
