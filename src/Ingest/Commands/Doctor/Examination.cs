namespace Ingest.Commands.Doctor;

/// <summary>One look at a deployment.</summary>
/// <param name="Area">Under which heading its findings stand.</param>
/// <param name="Check">Its name, for a look that fails.</param>
/// <param name="LookAsync">Looks, and says what it has found.</param>
internal sealed record Examination(string Area, string Check, Func<Deployment, CancellationToken, Task<IReadOnlyList<Finding>>> LookAsync)
{
    /// <summary>Looks; a look that fails is a finding too.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        try
        {
            return await LookAsync(deployment, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return [Finding.Fault(Check, fault.Message, "This could not be looked at: mend what the message says, or run the doctor as the user of the server.")];
        }
    }
}
