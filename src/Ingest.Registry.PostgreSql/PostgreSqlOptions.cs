using Npgsql;

namespace Ingest.Registry.PostgreSql;

/// <summary>The database of registries that several servers share. Section <c>Sites</c> of the configuration.</summary>
public sealed class PostgreSqlOptions
{
    // What Npgsql says of a wrong connection string may quote a part of it, the password among them: the shape is told instead.
    private const string Shape = "write Host=…;Database=…;Username=…;Password=…, as Npgsql takes it; a value with ; = or quotes in it stands in quotes";

    /// <summary>Npgsql's connection string, a secret. Default empty: the registries are files of the data folder.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>True when there is a database.</summary>
    public bool IsSet => !string.IsNullOrWhiteSpace(ConnectionString);

    /// <summary>Every fault of these options, without the secret; empty when there is none.</summary>
    public IEnumerable<string> Validate() => FaultOf() is { } fault ? [$"Sites:ConnectionString {fault}: {Shape}"] : [];

    private string? FaultOf()
    {
        if (!IsSet)
        {
            return null;
        }

        try
        {
            var settings = new NpgsqlConnectionStringBuilder(ConnectionString);
            if (string.IsNullOrEmpty(settings.Host) || string.IsNullOrEmpty(settings.Database))
            {
                return $"names no {(string.IsNullOrEmpty(settings.Host) ? "Host" : "Database")}";
            }

            // Opens nothing: settings that contradict each other are found here.
            using var source = PostgreSqlDatabase.Build(ConnectionString);
            return null;
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or OverflowException or InvalidOperationException or NotSupportedException)
        {
            return "is no connection string, or its parts contradict each other";
        }
    }
}
