using Npgsql;

namespace Ingest.Registry.PostgreSql;

/// <summary>The table of the documents, and the views for people: <c>schema/postgresql</c>.</summary>
internal static class PostgreSqlSchema
{
    private const string Resource = "registries.sql";

    // IF NOT EXISTS is no help against two at once: both find nothing, and one fails. The number is of this program alone.
    private const string Lock = "SELECT pg_advisory_xact_lock(7453010329853817459)";

    /// <summary>Creates what is missing, in the transaction that is running.</summary>
    public static async Task CreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var look = new NpgsqlCommand("SELECT to_regclass('ingest_document') IS NOT NULL", connection);
        if (await look.ExecuteScalarAsync(cancellationToken) is true)
        {
            return;
        }

        using var reader = new StreamReader(typeof(PostgreSqlSchema).Assembly.GetManifestResourceStream(Resource)!);
        await using var create = new NpgsqlCommand($"{Lock};{await reader.ReadToEndAsync(cancellationToken)}", connection);
        await create.ExecuteNonQueryAsync(cancellationToken);
    }
}
