"""Take ten thousand tasks through accept, pop, choose and complete in one page (V8, without Flex).

Measure what grows, and whether the last task costs more than the first.

    .venv/bin/python -m benchmarks.soak [TASKS]
"""

from __future__ import annotations

import sys
import time

from tests.matrix.page import Engine
from tests.matrix.soak import at_work, sizes, work

TASKS = 10_000
STAGES = 10


def main() -> None:
    tasks = int(sys.argv[1]) if len(sys.argv) > 1 else TASKS
    stage = tasks // STAGES
    engine = Engine()
    world, tab = at_work(engine)
    print("   tasks  ms a task         heap   slices   storage  keys listeners timers saved")
    costs: list[float] = []
    heaps: list[int] = []
    for done in range(0, stage * STAGES, stage):
        began = time.perf_counter()
        work(world, tab, 1 + done, stage)
        costs.append((time.perf_counter() - began) * 1000 / stage)
        now = sizes(world, tab)
        heaps.append(engine.used_heap())
        print(
            f"{done + stage:8,} {costs[-1]:10.2f} {heaps[-1]:12,} {now['slices']:8,} {now['characters']:9,}"
            f" {now['keys']:5} {now['listeners']:9} {now['timers']:6} {now['saved']:5}"
        )
    print(f"cost of the last tenth to the first: {costs[-1] / costs[0]:.2f}")
    print(f"heap after the last tenth to that after the second: {heaps[-1] / heaps[1]:.3f}")
    assert world.mistakes == []
    engine.close()


if __name__ == "__main__":
    main()
