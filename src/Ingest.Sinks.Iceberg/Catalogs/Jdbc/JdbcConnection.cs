using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Npgsql;

namespace Ingest.Sinks.Iceberg.Catalogs.Jdbc;

/// <summary>How the database of a catalog is reached. Holds the password; only <see cref="Where"/> is for messages.</summary>
internal sealed class JdbcConnection
{
    private const int ConnectionsMax = 4;
    private const int ConnectSecondsMax = 5;
    private const int CommandSecondsMax = 15;
    private const int CancelMillisecondsMax = 2_000;
    private const int DefaultPort = 5432;

    // libpq's names of settings that Npgsql has under others; all others have the same, but for the underscores.
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["connect_timeout"] = "Timeout",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["user"] = "Username",
        ["dbname"] = "Database",
    };

    private readonly NpgsqlConnectionStringBuilder _settings;

    private JdbcConnection(NpgsqlConnectionStringBuilder settings) => _settings = settings;

    /// <summary>Where it is, for messages.</summary>
    public string Where => string.Create(CultureInfo.InvariantCulture, $"the PostgreSQL database {_settings.Database} at {_settings.Host}:{_settings.Port}");

    /// <summary>Reads <c>postgresql://user:password@host:5432/database?sslmode=require</c>, the same with <c>jdbc:</c> before it, or a connection string of Npgsql.</summary>
    /// <param name="text">The text.</param>
    /// <param name="credentials"><c>user:password</c>, for a text without them; may be empty.</param>
    /// <param name="connection">What it means.</param>
    /// <param name="fault">What is wrong with it, without quoting it.</param>
    public static bool TryParse(string text, string credentials, [NotNullWhen(true)] out JdbcConnection? connection, [NotNullWhen(false)] out string? fault)
    {
        (connection, fault) = (null, null);
        try
        {
            var settings = OfUri(text) ?? new NpgsqlConnectionStringBuilder(text);
            if (string.IsNullOrEmpty(settings.Username) && credentials.Split(':', 2) is [var user, var password])
            {
                (settings.Username, settings.Password) = (user, password);
            }

            fault = string.IsNullOrEmpty(settings.Host) ? "names no host" : string.IsNullOrEmpty(settings.Database) ? "names no database" : null;
            if (fault is not null)
            {
                return false;
            }

            // Opens nothing: settings that contradict each other are found here.
            connection = new JdbcConnection(Bounded(settings));
            using var source = connection.Open();
            return true;
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or OverflowException or InvalidOperationException or NotSupportedException)
        {
            // What Npgsql says of it may quote a part, the password among them.
            fault = "cannot be read, or its parts contradict each other";
            return false;
        }
    }

    /// <summary>The pool of connections, which connects when it is first used.</summary>
    public NpgsqlDataSource Open() => NpgsqlDataSource.Create(_settings);

    private static NpgsqlConnectionStringBuilder? OfUri(string text)
    {
        var address = text.StartsWith("jdbc:", StringComparison.OrdinalIgnoreCase) ? text["jdbc:".Length..] : text;
        if (!address.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase) && !address.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var uri = new Uri(address, UriKind.Absolute);
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = uri.IdnHost,
            Port = uri.Port > 0 ? uri.Port : DefaultPort,
            Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')),
        };
        if (uri.UserInfo.Split(':', 2) is [{ Length: > 0 } user, ..] parts)
        {
            settings.Username = Uri.UnescapeDataString(user);
            settings.Password = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : null;
        }

        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.Split('=', 2) is [var left, var right] ? (Uri.UnescapeDataString(left), Uri.UnescapeDataString(right)) : (pair, "");

            // verify-full is VerifyFull to Npgsql.
            settings[Names.GetValueOrDefault(name) ?? name.Replace('_', ' ')] = name.Equals("sslmode", StringComparison.OrdinalIgnoreCase) ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }

        return settings;
    }

    // A bound for whatever the text leaves open; what an operator bounds more tightly stays so.
    private static NpgsqlConnectionStringBuilder Bounded(NpgsqlConnectionStringBuilder settings)
    {
        settings.Pooling = true;
        settings.Enlist = false;
        settings.PersistSecurityInfo = false;
        settings.IncludeErrorDetail = false;
        settings.MinPoolSize = 0;
        settings.MaxPoolSize = Least(settings.MaxPoolSize, ConnectionsMax);
        settings.Timeout = Least(settings.Timeout, ConnectSecondsMax);
        settings.CommandTimeout = Least(settings.CommandTimeout, CommandSecondsMax);
        settings.CancellationTimeout = Least(settings.CancellationTimeout, CancelMillisecondsMax);
        settings.ApplicationName ??= "ingest";
        return settings;
    }

    // Npgsql takes 0 for no limit.
    private static int Least(int value, int max) => value <= 0 ? max : Math.Min(value, max);
}
