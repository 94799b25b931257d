using Ingest.Core.Batching;
using Ingest.Core.Sinks;
using Microsoft.Extensions.Options;

namespace Ingest.Hosting;

/// <summary>A sink of the settings, as against those of <c>sinks.json</c>.</summary>
/// <param name="Sink">The sink.</param>
/// <param name="Batching">When its batches are closed; null: as all others'.</param>
internal sealed record ConfiguredSink(ISink Sink, IOptionsMonitor<BatchOptions>? Batching);
