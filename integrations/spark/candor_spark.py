"""An audit on Apache Spark: each task looks through one shard of a plan, and one merge makes the report.

Spark moves numbers of shards and names of files, never data: every executor reads its shards itself, so
plan, data and the folder of partial reports lie on storage that all see. A task that is done twice, by
a retry or by speculation, writes the same bytes under the same name.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from pyspark.sql import SparkSession


def audit_shard(program, plan, output, shard):
    """Looks through one shard in a process of its own."""
    done = subprocess.run(
        [program, "audit", "shard", plan, str(shard), "--output", output, "--threads", "1"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"shard {shard}: exit status {done.returncode}: {done.stderr.strip()}")


def audit(spark, program, plan, output):
    """Looks through all shards of a plan, each in a task."""
    shards = [entry["shard"] for entry in json.loads(Path(plan).read_text())["shards"]]
    numbers = spark.sparkContext.parallelize(shards, max(1, len(shards)))
    numbers.foreach(lambda shard: audit_shard(program, plan, output, shard))


def main():
    options = sys.argv[1:]
    end = options.index("--") if "--" in options else len(options)
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0], epilog="What follows `--` goes to `candor audit merge`.")
    parser.add_argument("plan", help="what `candor audit plan` wrote")
    parser.add_argument("output", help="the folder of the partial reports")
    parser.add_argument("--candor", default="candor", help="the program, where the executors find it")
    arguments = parser.parse_args(options[:end])
    plan, output = str(Path(arguments.plan).resolve()), str(Path(arguments.output).resolve())
    spark = SparkSession.builder.appName("candor audit").getOrCreate()
    audit(spark, arguments.candor, plan, output)
    spark.stop()
    merge = [arguments.candor, "audit", "merge", plan, output, *options[end + 1:]]
    sys.exit(subprocess.run(merge).returncode)


if __name__ == "__main__":
    main()
