namespace Ingest.ClickHouse.Embedded.Http;

/// <summary>The HTTP status that ClickHouse's server gives to an error code (exceptionCodeToHTTPStatus of ClickHouse 26).</summary>
internal static class StatusByCode
{
    public static int Of(int code) => code switch
    {
        // REQUIRED_PASSWORD
        194 => 401,

        // UNKNOWN_USER, WRONG_PASSWORD, ACCESS_DENIED, SET_NON_GRANTED_ROLE, AUTHENTICATION_FAILED
        192 or 193 or 497 or 512 or 516 => 403,

        // The text cannot be parsed, or a value does not fit its type.
        6 or 8 or 15 or 25 or 26 or 27 or 36 or 37 or 38 or 41 or 44 or 53 or 62 or 72 or 117 or 123 or 167 or 168 or 223 or 321 or 376 or 427
            or 441 or 675 or 676 => 400,

        // Something named is unknown: table, function, identifier, type, storage, database, setting, aggregate function, format, role, …
        46 or 47 or 50 or 56 or 60 or 63 or 73 or 78 or 81 or 115 or 152 or 336 or 511 => 404,

        // QUERY_IS_TOO_LARGE
        229 => 413,

        // NOT_IMPLEMENTED
        48 => 501,

        // CANNOT_OPEN_FILE, SOCKET_TIMEOUT, CANNOT_SCHEDULE_TASK
        76 or 209 or 439 => 503,

        // TIMEOUT_EXCEEDED
        159 => 408,
        381 => 411,
        _ => 500,
    };
}
