namespace Ingest.Core.Intake.Bodies;

/// <summary>How large a body may become, and the budget that its bytes are taken from as they arrive.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
/// <param name="BytesMax">Limit in bytes, on the wire and decompressed.</param>
/// <param name="Budget">What all bodies share.</param>
/// <param name="Payer">The request that holds the bytes until it is given back.</param>
public readonly record struct BodyLimit(long BytesMax, IntakeBudget Budget, IntakeRequest Payer)
{
    /// <summary>Makes sure that the request holds so many bytes. False: the budget is spent, and the body is to be refused as overloaded.</summary>
    internal bool TryCover(long bytes) => Budget.TryCover(Payer, bytes);
}
