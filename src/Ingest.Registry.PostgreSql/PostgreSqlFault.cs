using System.Net.Sockets;
using System.Security.Authentication;
using Ingest.Core.Registry;
using Npgsql;

namespace Ingest.Registry.PostgreSql;

/// <summary>What goes wrong with a server, in words for an operator. None of Npgsql's messages that are taken over has a part of the connection string but user and host.</summary>
internal static class PostgreSqlFault
{
    /// <summary>Does something at the server.</summary>
    /// <exception cref="RegistryException">The server is away or refuses.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<T> GuardAsync<T>(string where, Func<Task<T>> work, CancellationToken cancellationToken, string consequence = "")
    {
        try
        {
            return await work();
        }
        catch (Exception fault) when (IsOfServer(fault))
        {
            // Npgsql may call it a fault of the stream when it was cancelled.
            cancellationToken.ThrowIfCancellationRequested();
            throw new RegistryException($"{Words(where, fault)}{consequence}", fault);
        }
    }

    /// <summary>True when the server does not answer, or says that it is about to stop, just starting or full: what a moment later may be said in other words.</summary>
    public static bool IsOutage(Exception fault) =>
        fault is not PostgresException refusal || refusal.SqlState[..2] is "08" or "53" || refusal.SqlState.StartsWith("57P", StringComparison.Ordinal);

    // InvalidOperationException: the connection is broken, or (ObjectDisposedException) the pool is closed. InvalidCastException: the table is of another shape.
    private static bool IsOfServer(Exception fault) =>
        fault is NpgsqlException or SocketException or TimeoutException or IOException or AuthenticationException or InvalidOperationException or InvalidCastException or OperationCanceledException;

    private static string Words(string where, Exception fault) => IsOutage(fault)
        ? $"Cannot reach {where}: {CauseOf(fault)}. Check that the server runs and that Sites:ConnectionString names it."
        : $"PostgreSQL refuses {where}: {CauseOf(fault)}. {RemedyOf((PostgresException)fault)}";

    private static string CauseOf(Exception fault)
    {
        var text = fault is PostgresException refusal ? $"{refusal.MessageText} ({refusal.SqlState})" : fault.Message;
        return (fault.InnerException is { } cause ? $"{text}: {CauseOf(cause)}" : text).TrimEnd('.');
    }

    private static string RemedyOf(PostgresException refusal) => refusal.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            "Mend Username and Password in Sites:ConnectionString, or pg_hba.conf of the server.",
        PostgresErrorCodes.InvalidCatalogName => "Create the database, or mend Database in Sites:ConnectionString.",
        PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedTable =>
            "Grant the user CREATE on the schema for the first change, or create the tables with schema/postgresql/0001_registries.sql and grant SELECT, INSERT and UPDATE on ingest_document.",
        PostgresErrorCodes.ReadOnlySqlTransaction => "It is a standby: name the primary, or several hosts and Target Session Attributes=primary, in Sites:ConnectionString.",
        PostgresErrorCodes.LockNotAvailable => "Another session holds its row: see pg_stat_activity, end that session, then try again.",
        _ => "Mend it in the database.",
    };
}
