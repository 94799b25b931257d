using Microsoft.Extensions.Logging;

namespace Ingest.Tests.Fakes;

/// <summary>One recording logger for every category.</summary>
internal sealed class RecordingLoggers : ILoggerProvider
{
    private readonly RecordingLogger _logger = new();

    public IReadOnlyList<(LogLevel Level, string Text)> Messages => [.. _logger.Messages];

    public ILogger CreateLogger(string categoryName) => _logger;

    public void Dispose() => _logger.Messages.Clear();
}
