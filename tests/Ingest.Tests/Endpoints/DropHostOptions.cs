using Ingest.Core.Limits;
using Ingest.Settings;

namespace Ingest.Tests.Endpoints;

/// <summary>What a test wants otherwise of its <see cref="DropHost"/>.</summary>
internal sealed record DropHostOptions
{
    /// <summary>Whether bots are kept aside.</summary>
    public bool KeepsBots { get; init; }

    /// <summary>Requests that may wait for the one worker.</summary>
    public int QueueCapacity { get; init; } = 1;

    /// <summary>How many events are taken of one address and of one site.</summary>
    public RateLimitOptions Limits { get; init; } = new();

    /// <summary>The clock of the pipeline.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whose address headers are believed; everybody's when empty.</summary>
    public string TrustedProxy { get; init; } = "";

    /// <summary>Paths of the operator's own.</summary>
    public ServerOptions Server { get; init; } = new();

    /// <summary>Called by the worker before each append.</summary>
    public Action? OnAppend { get; init; }

    /// <summary>Called by the committer before each commit.</summary>
    public Action? OnCommit { get; init; }
}
