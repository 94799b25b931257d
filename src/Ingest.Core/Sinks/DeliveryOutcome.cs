namespace Ingest.Core.Sinks;

/// <summary>What became of a delivery.</summary>
/// <param name="Kind">How it ended.</param>
/// <param name="Error">When it is not delivered what failed, in words for an operator.</param>
public readonly record struct DeliveryOutcome(DeliveryKind Kind, string? Error)
{
    /// <summary>Every row is in the sink.</summary>
    public static DeliveryOutcome Delivered => new(DeliveryKind.Delivered, Error: null);

    /// <summary>True when every row is in the sink for good.</summary>
    public bool IsDelivered => Kind == DeliveryKind.Delivered;

    /// <summary>True when the far end refuses the rows for their content.</summary>
    public bool IsRefused => Kind == DeliveryKind.Refused;

    /// <summary>Not delivered, or unknown: to be repeated.</summary>
    public static DeliveryOutcome Retry(string error) => new(DeliveryKind.Retry, error);

    /// <summary>
    /// Refused for the content of a row. Whoever delivers makes sure by trying again, and then looks for the row. Only for faults that another
    /// row would not meet: a missing table or column is a <see cref="Retry"/>.
    /// </summary>
    public static DeliveryOutcome Refused(string error) => new(DeliveryKind.Refused, error);
}
