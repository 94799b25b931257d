using System.Runtime.InteropServices;
using Ingest.Core.Hashing;

namespace Ingest.Core.Enrichment.Identity;

/// <summary>The ids of a visitor.</summary>
/// <param name="Key">Stands for all that the session id is made of.</param>
/// <param name="SessionId">The session.</param>
/// <param name="VisitId">The visit that begins in <paramref name="VisitHourMs"/>.</param>
/// <param name="VisitHourMs">Start of the hour in Unix milliseconds; <see cref="NoVisit"/> when no visit id was made yet.</param>
[StructLayout(LayoutKind.Sequential, Pack = sizeof(long))]
internal readonly record struct KnownVisitor(UInt128 Key, Guid SessionId, Guid VisitId, long VisitHourMs) : IKeyed
{
    /// <summary>No hour begins then.</summary>
    public const long NoVisit = long.MinValue;
}
