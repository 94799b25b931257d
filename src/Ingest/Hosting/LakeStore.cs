using Ingest.Core.Batching;
using Ingest.Settings;
using Ingest.Settings.Live;
using Ingest.Sinks.Iceberg;

namespace Ingest.Hosting;

/// <summary>The lake behind the sink, when the settings name it.</summary>
internal sealed class LakeStore : IAsyncDisposable
{
    private readonly IDisposable? _listening;
    private readonly LakeUpkeep? _upkeep;

    private LakeStore(Lake? lake, LiveOptions live, ILogger logger, TimeProvider time)
    {
        Lake = lake;
        if (lake is null)
        {
            return;
        }

        // Both sections make its batch options. This one is put in force last, whichever has changed.
        var batching = new LiveOption<BatchOptions>(live.Iceberg.CurrentValue.ToBatching(live.Batching.CurrentValue));
        _listening = live.Iceberg.OnChange((iceberg, _) => batching.Set(iceberg.ToBatching(live.Batching.CurrentValue)));
        Sink = new ConfiguredSink(
            new IcebergSink(lake.Catalog, lake.Storage, lake.Options.Namespace, lake.Options.ToParquet(), time, logger, SinkFile.Lake), batching);
        _upkeep = lake.Options.MaintenanceInterval > TimeSpan.Zero ? new LakeUpkeep(lake, lake.Options.MaintenanceInterval, time, logger) : null;
    }

    /// <summary>The lake; null when the settings do not name it.</summary>
    public Lake? Lake { get; }

    /// <summary>Where batches go; null without a lake.</summary>
    public ConfiguredSink? Sink { get; }

    /// <summary>Opens the lake that the settings name, if they do.</summary>
    /// <exception cref="IcebergException">Its catalog cannot be used.</exception>
    public static async Task<LakeStore> OpenAsync(
        IngestSettings settings, LiveOptions live, ILogger logger, TimeProvider time, CancellationToken cancellationToken) =>
        new(settings.UsesLake ? await Lake.OpenAsync(settings.Iceberg, time, cancellationToken) : null, live, logger, time);

    /// <summary>Begins to look after the tables, as Iceberg:MaintenanceInterval says.</summary>
    /// <param name="stop">Ends it, whatever it is at.</param>
    public void Start(CancellationToken stop) => _upkeep?.Start(stop);

    /// <summary>Closes the lake. The sink's worker has been stopped before.</summary>
    public async ValueTask DisposeAsync()
    {
        _listening?.Dispose();
        if (_upkeep is not null)
        {
            await _upkeep.DisposeAsync();
        }

        if (Lake is not null)
        {
            await Lake.DisposeAsync();
        }
    }
}
