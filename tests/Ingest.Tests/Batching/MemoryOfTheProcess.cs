namespace Ingest.Tests.Batching;

/// <summary>For tests that measure the memory of their process: what others hold meanwhile would be counted.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MemoryOfTheProcess
{
    public const string Name = "memory of the process";
}
