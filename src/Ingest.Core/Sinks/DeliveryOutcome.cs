namespace Ingest.Core.Sinks;

/// <summary>What became of a delivery.</summary>
/// <param name="IsDelivered">True when every row is in the sink for good.</param>
/// <param name="Error">Otherwise what failed, in words for an operator; the batch will be sent again.</param>
public readonly record struct DeliveryOutcome(bool IsDelivered, string? Error)
{
    /// <summary>Every row is in the sink.</summary>
    public static DeliveryOutcome Delivered => new(IsDelivered: true, Error: null);

    /// <summary>Not delivered, or unknown: to be repeated.</summary>
    public static DeliveryOutcome Retry(string error) => new(IsDelivered: false, error);
}
