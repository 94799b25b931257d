using System.Runtime.InteropServices;
using Ingest.Core.Hashing;

namespace Ingest.Core.Enrichment.Identity;

/// <summary>What a token says that this process wrote.</summary>
/// <param name="Key">Stands for its text and the visitor that it was written for.</param>
/// <param name="VisitId">The visit.</param>
/// <param name="IssuedAt">Start of the visit, Unix seconds.</param>
[StructLayout(LayoutKind.Sequential, Pack = sizeof(long))]
internal readonly record struct KnownToken(UInt128 Key, Guid VisitId, long IssuedAt) : IKeyed;
