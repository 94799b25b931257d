using Ingest.ClickHouse.Embedded.Engine;
using Ingest.ClickHouse.Embedded.Native;

namespace Ingest.IntegrationTests.ClickHouse.Embedded;

/// <summary>
/// The engine in this very process: libchdb takes over the fault signals, and unless they are given back a null dereference in
/// managed code hangs the process or kills it.
/// </summary>
public sealed class SignalTests
{
    [Fact]
    public void A_null_dereference_stays_a_managed_exception_beside_an_open_engine()
    {
        using var root = new TemporaryFolder();
        var folder = new EngineFolder(root);
        EngineConfigFiles.Write(folder, new Ingest.ClickHouse.Embedded.EmbeddedServerOptions { Path = root }, 1L << 30);
        using (var engine = EngineCore.Open(EngineLibraryPath.Find(out _)!, folder))
        {
            Assert.Throws<NullReferenceException>(() => Length(null));
            using (var second = engine.Connect())
                Assert.NotNull(second.Run("SELECT throwIf(1)").Error);
            Assert.Throws<NullReferenceException>(() => Length(null));
        }

        Assert.Throws<NullReferenceException>(() => Length(null));
    }

    private static int Length(string? text) => text!.Length;
}
