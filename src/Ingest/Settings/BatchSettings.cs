using Ingest.Core.Batching;
using Microsoft.Extensions.Options;

namespace Ingest.Settings;

/// <summary>The flush settings, which may change while the server runs.</summary>
internal static class BatchSettings
{
    /// <summary>Every fault of the settings at the start.</summary>
    public static IEnumerable<string> Validate(BatchOptions options) => new BatchOptionsValidator().Validate(name: null, options).Failures ?? [];

    /// <summary>Follows the section <c>Batching</c>; a change that breaks a rule is refused by validation, and the last good one stays.</summary>
    public static IOptionsMonitor<BatchOptions> Watch(IConfiguration configuration) =>
        new ServiceCollection()
            .AddOptions<BatchOptions>()
            .Bind(configuration.GetSection(BatchOptions.Section))
            .Services.AddSingleton<IValidateOptions<BatchOptions>, BatchOptionsValidator>()
            .BuildServiceProvider()
            .GetRequiredService<IOptionsMonitor<BatchOptions>>();
}
