using System.Text.Json;

namespace Ingest.Tests.Hosting;

public sealed class RuntimeSettingsTests
{
    // The collector's own name of the setting: a runtime that has dropped it does not list it, and would take the file's word for nothing.
    [Fact]
    public void The_server_bounds_generation_0_by_a_setting_that_the_runtime_knows()
    {
        using var settings = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "ingest.runtimeconfig.json")));
        var properties = settings.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties");
        Assert.Equal(4 * 1024 * 1024, properties.GetProperty("System.GC.Gen0MaxBudget").GetInt64());
        Assert.Contains("GCGen0MaxBudget", GC.GetConfigurationVariables().Keys);
    }
}
