#!/usr/bin/env bash
# Builds the server and the generator, and measures how fast figures are read while events arrive. --help lists the options.
set -euo pipefail
cd "$(dirname "$0")/.."
for project in src/Ingest bench/Ingest.Load; do
  dotnet build "$project" -c Release -v quiet --nologo -clp:NoSummary
done
exec dotnet bench/Ingest.Load/bin/Release/net10.0/Ingest.Load.dll metrics "$@"
