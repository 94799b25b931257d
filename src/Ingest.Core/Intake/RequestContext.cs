using Ingest.Core.Buffers;

namespace Ingest.Core.Intake;

/// <summary>What the enrichers need of the HTTP request, as UTF-8 in the arena of the <see cref="IntakeRequest"/>.</summary>
/// <remarks>The client address lives here and in hashes only: it is never written to the log, a table or a trace.</remarks>
public struct RequestContext
{
    /// <summary>The <c>User-Agent</c> header; absent when not sent.</summary>
    public Utf8Slice UserAgent { get; set; }

    /// <summary>The <c>x-umami-cache</c> header; absent when not sent.</summary>
    public Utf8Slice CacheToken { get; set; }

    /// <summary>The client address as canonical text, or the header's own text when it is no address.</summary>
    public Utf8Slice ClientAddress { get; set; }

    /// <summary>True when the request came over the loopback interface, whatever its headers say of the client.</summary>
    public bool IsLocal { get; set; }

    /// <summary>Country of the first location header set that names one, raw bytes, not yet percent-decoded; absent when none does.</summary>
    public Utf8Slice Country { get; set; }

    /// <summary>Region of the same header set.</summary>
    public Utf8Slice Region { get; set; }

    /// <summary>City of the same header set.</summary>
    public Utf8Slice City { get; set; }

    /// <summary>The <c>Origin</c> header; absent when not sent, or when no site has domains.</summary>
    public Utf8Slice Origin { get; set; }

    /// <summary>The <c>Referer</c> header; absent when not sent, or when no site has domains.</summary>
    public Utf8Slice Referrer { get; set; }

    /// <summary>When the request was received, Unix milliseconds.</summary>
    public long ReceivedAtMs { get; set; }
}
