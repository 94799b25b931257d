namespace Ingest.Core.Sinks;

/// <summary>The three ends of a delivery.</summary>
public enum DeliveryKind
{
    /// <summary>Not delivered, or unknown: the same batch is to be sent again.</summary>
    Retry,

    /// <summary>Every row is in the sink for good.</summary>
    Delivered,

    /// <summary>The far end will not have these rows for what is in them: sent again they are likely to be refused again, and other rows are not.</summary>
    Refused,
}
