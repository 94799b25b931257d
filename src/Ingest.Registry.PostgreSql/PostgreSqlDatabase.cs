using Ingest.Core.Registry;
using Npgsql;

namespace Ingest.Registry.PostgreSql;

/// <summary>A PostgreSQL database that holds the documents of registries, over a few pooled connections that are opened when they are needed.</summary>
public sealed class PostgreSqlDatabase : IAsyncDisposable
{
    // One is in use for each registry at a time, and there are few registries.
    private const int ConnectionsMax = 4;
    private const int ConnectSecondsMax = 5;
    private const int CancelMillisecondsMax = 2_000;

    // A document of 100,000 sites takes 2 to 4 s to be replaced, all together.
    private const int CommandSecondsMax = 15;

    private readonly NpgsqlDataSource _source;
    private readonly string _where;

    private PostgreSqlDatabase(NpgsqlDataSource source, string where) => (_source, _where) = (source, where);

    /// <summary>Takes the database of options without faults. Nothing is connected to yet.</summary>
    public static PostgreSqlDatabase Open(PostgreSqlOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        return new PostgreSqlDatabase(Build(options.ConnectionString), $"the PostgreSQL database {settings.Database} at {settings.Host}:{settings.Port}");
    }

    /// <summary>A document of the database, which this still owns. One row of the table <c>ingest_document</c>.</summary>
    public IDocumentStore Document(string name) => new PostgreSqlDocument(_source, name, $"the document {name} of {_where}");

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <summary>The pool of connections, with a bound for whatever the text leaves open. What an operator bounds more tightly stays so.</summary>
    internal static NpgsqlDataSource Build(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = true,
            Enlist = false,
            PersistSecurityInfo = false,
            IncludeErrorDetail = false,
        };
        settings.MinPoolSize = 0;
        settings.MaxPoolSize = Bounded(settings.MaxPoolSize, ConnectionsMax);
        settings.Timeout = Bounded(settings.Timeout, ConnectSecondsMax);
        settings.CommandTimeout = Bounded(settings.CommandTimeout, CommandSecondsMax);
        settings.CancellationTimeout = Bounded(settings.CancellationTimeout, CancelMillisecondsMax);
        settings.ApplicationName ??= "ingest";
        return NpgsqlDataSource.Create(settings);
    }

    // Npgsql takes 0 for no limit.
    private static int Bounded(int value, int max) => value <= 0 ? max : Math.Min(value, max);
}
