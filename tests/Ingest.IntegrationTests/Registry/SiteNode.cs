using Ingest.Core.Sites;
using Ingest.Registry.PostgreSql;
using Microsoft.Extensions.Logging;

namespace Ingest.IntegrationTests.Registry;

/// <summary>The sites as one server has them: a pool of connections, a directory on it, and what it warns of.</summary>
internal sealed class SiteNode : IAsyncDisposable
{
    private readonly PostgreSqlDatabase _database;
    private readonly CancellationTokenSource _stop = new();
    private readonly RecordingLogger _logger;
    private readonly Task _watching;

    private SiteNode(PostgreSqlDatabase database, SiteDirectory sites, RecordingLogger logger)
    {
        (_database, Sites, _logger) = (database, sites, logger);
        _watching = sites.WatchAsync(_stop.Token);
    }

    public SiteDirectory Sites { get; }

    public IEnumerable<string> Warnings => _logger.Messages.Where(message => message.Level >= LogLevel.Warning).Select(message => message.Text);

    public IEnumerable<string> Names => Sites.Current.InForce.Select(site => site.Name);

    public static async Task<SiteNode> OpenAsync(string connectionString)
    {
        var database = PostgreSqlDatabase.Open(new PostgreSqlOptions { ConnectionString = connectionString });
        try
        {
            var logger = new RecordingLogger();
            return new SiteNode(database, await SiteDirectory.OpenAsync(database.Document("sites"), TimeProvider.System, logger), logger);
        }
        catch (Exception)
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public Task SeesAsync(string name) => Poll.UntilAsync(() => Names.Contains(name), $"the site {name}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _watching);
        _stop.Dispose();
        await _database.DisposeAsync();
    }
}
