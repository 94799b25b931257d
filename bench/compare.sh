#!/usr/bin/env bash
# Builds the servers and the generator, and measures every bar against a bare Kestrel endpoint in one run. --help lists the options.
set -euo pipefail
cd "$(dirname "$0")/.."
for project in src/Ingest bench/Ingest.Bare bench/Ingest.Load; do
  dotnet build "$project" -c Release -v quiet --nologo -clp:NoSummary
done
exec dotnet bench/Ingest.Load/bin/Release/net10.0/Ingest.Load.dll compare "$@"
