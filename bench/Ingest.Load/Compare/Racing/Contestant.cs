using Ingest.Load.Compare.Servers;
using Ingest.Load.Running;

namespace Ingest.Load.Compare.Racing;

/// <summary>A server and what is sent to it.</summary>
/// <param name="Name">Name in reports.</param>
/// <param name="Server">The server.</param>
/// <param name="Plan">What is sent.</param>
internal sealed record Contestant(string Name, TestServer Server, LoadPlan Plan);
