namespace Ingest.Core.Sinks;

/// <summary>A range of the log: the identity of a batch. Persisted before the batch is sent, so that a retry sends the same rows.</summary>
/// <param name="LogId">Identity of the log, made once with it: two logs never share a token.</param>
/// <param name="Begin">Address of the first record.</param>
/// <param name="End">Address after the last record.</param>
public readonly record struct LogRange(Guid LogId, long Begin, long End)
{
    /// <summary>The token under which a sink recognises a repeated delivery.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{LogId:N}:{Begin}-{End}");
}
