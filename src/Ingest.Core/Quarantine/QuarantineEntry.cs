using Ingest.Core.Sinks;

namespace Ingest.Core.Quarantine;

/// <summary>What is known of bytes that were set aside; the bytes themselves are apart, as they may be many.</summary>
/// <param name="Sink">The sink that refuses them, or <see cref="QuarantineStore.LogName"/> when they cannot be read.</param>
/// <param name="Range">Where they were in the log.</param>
/// <param name="Reason">Why they were set aside.</param>
/// <param name="Error">The same in words for an operator, the far end's own if there are any.</param>
/// <param name="SetAsideAt">When.</param>
public sealed record QuarantineEntry(string Sink, LogRange Range, QuarantineReason Reason, string Error, DateTimeOffset SetAsideAt)
{
    /// <summary>The entry's name.</summary>
    public QuarantineId Id => QuarantineId.From(Sink, Range.LogId, Range.Begin);
}

/// <summary>A file of the quarantine, as a listing shows it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="FileBytes">Its size.</param>
/// <param name="Entry">What it says; null when it cannot be read.</param>
/// <param name="Fault">Then why, otherwise null.</param>
public sealed record QuarantineItem(QuarantineId Id, long FileBytes, QuarantineEntry? Entry, string? Fault);

/// <summary>An entry with the bytes that were set aside.</summary>
/// <param name="Entry">What is known of them.</param>
/// <param name="Payload">The bytes as they were in the log: one record for <see cref="QuarantineReason.Refused"/>.</param>
public sealed record QuarantineContent(QuarantineEntry Entry, byte[] Payload);

/// <summary>A file of the quarantine is not what was written; the message names it.</summary>
public sealed class QuarantineException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public QuarantineException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public QuarantineException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public QuarantineException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
