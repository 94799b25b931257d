namespace Ingest.ClickHouse.Embedded.Engine;

/// <summary>What lies where in the data folder.</summary>
internal sealed record EngineFolder(string Root)
{
    /// <summary>The engine's own: the only folder that the confined process writes.</summary>
    public string Store => Path.Combine(Root, "store");

    /// <summary>Generated at each start, read by the engine.</summary>
    public string Config => Path.Combine(Root, "config");

    public string ServerConfigFile => Path.Combine(Config, "config.xml");

    public string UsersConfigFile => Path.Combine(Config, "users.xml");

    /// <summary>The writer's password, which the confined process cannot read.</summary>
    public string PasswordFile => Path.Combine(Root, "password");
}
