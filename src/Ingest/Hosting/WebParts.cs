using Ingest.Endpoints;
using Ingest.Endpoints.Metrics;
using Ingest.Settings;
using Ingest.Settings.Live;

namespace Ingest.Hosting;

/// <summary>What the handlers are made of.</summary>
/// <param name="Start">The settings of the start.</param>
/// <param name="Live">Those that change while running.</param>
/// <param name="Settings">Who changes them.</param>
/// <param name="Pipeline">Where events go.</param>
/// <param name="Lake">The lake; null when there is none.</param>
/// <param name="Answers">The figures of sites.</param>
/// <param name="Registries">The sites, links, pixels and keys.</param>
/// <param name="Operations">Health and metrics.</param>
internal sealed record WebParts(
    IngestSettings Start, LiveOptions Live, LiveSettings Settings, IngestPipeline Pipeline, Sinks.Iceberg.Lake? Lake, AnswerSource Answers, Registries Registries, OperationsHandler Operations);
