using Ingest.Core.Buffers;

namespace Ingest.Core.Intake;

/// <summary>What became of one message of a request.</summary>
public struct ItemResult
{
    /// <summary>Why it was not stored; <see cref="RejectionReason.None"/> when it was.</summary>
    public RejectionReason Reason { get; set; }

    /// <summary>The JSON of the reply's <c>error</c> object for an invalid message, in the request's arena.</summary>
    public Utf8Slice Error { get; set; }

    /// <summary>Session of a stored event.</summary>
    public Guid SessionId { get; set; }

    /// <summary>Visit of a stored event.</summary>
    public Guid VisitId { get; set; }

    /// <summary>The signed token for the reply's <c>cache</c>, in the request's arena; absent when the request does not need it.</summary>
    public Utf8Slice Token { get; set; }
}
