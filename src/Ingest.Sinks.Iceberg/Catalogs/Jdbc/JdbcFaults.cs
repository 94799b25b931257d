using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace Ingest.Sinks.Iceberg.Catalogs.Jdbc;

/// <summary>What goes wrong with the database of a catalog, in words for an operator. None of the messages that are taken over has a password.</summary>
internal static class JdbcFaults
{
    /// <summary>True for what a server, a connection or the pool throws. InvalidOperationException: the connection is broken, or the pool is closed.</summary>
    public static bool IsOfServer(Exception fault) =>
        fault is NpgsqlException or SocketException or TimeoutException or IOException or AuthenticationException or InvalidOperationException or InvalidCastException;

    /// <summary>True when the server has said no to a statement, which then has certainly done nothing. One that says that it ends the connection has not said what became of it.</summary>
    public static bool IsRefusal(Exception fault) =>
        fault is PostgresException { InvariantSeverity: "ERROR" } refusal && refusal.SqlState[..2] is not "08" && !refusal.SqlState.StartsWith("57P", StringComparison.Ordinal);

    /// <summary>The fault as one of the catalog.</summary>
    public static CatalogException Of(string where, Exception fault) => new(Words(where, fault), fault);

    /// <summary>The fault in words.</summary>
    public static string Words(string where, Exception fault) => IsRefusal(fault)
        ? $"PostgreSQL refuses the catalog in {where}: {CauseOf(fault)}. {RemedyOf((PostgresException)fault)}"
        : $"The catalog in {where} cannot be reached: {CauseOf(fault)}. Check that the server runs and that Iceberg:CatalogUri names it.";

    private static string CauseOf(Exception fault)
    {
        var text = fault is PostgresException refusal ? $"{refusal.MessageText} ({refusal.SqlState})" : fault.Message;
        return (fault.InnerException is { } cause ? $"{text}: {CauseOf(cause)}" : text).TrimEnd('.');
    }

    private static string RemedyOf(PostgresException refusal) => refusal.SqlState switch
    {
        PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedTable =>
            "Grant the user CREATE on the schema for the first table, and SELECT, INSERT and UPDATE on iceberg_tables and iceberg_namespace_properties.",
        PostgresErrorCodes.ReadOnlySqlTransaction => "It is a standby: name the primary in Iceberg:CatalogUri.",
        PostgresErrorCodes.StringDataRightTruncation => "Names have up to 255 characters, and locations up to 1000: choose shorter ones.",
        _ => "Mend it in the database.",
    };
}
