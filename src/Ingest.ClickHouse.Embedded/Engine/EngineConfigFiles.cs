using System.Security;

namespace Ingest.ClickHouse.Embedded.Engine;

/// <summary>
/// Writes the engine's configuration: the memory cap, and grants without sources. libchdb has one user and takes no <c>REVOKE</c> at run time, but
/// it reads grants from a users file; they close the table functions (<c>file</c>, <c>url</c>, <c>s3</c>, …) for every connection.
/// Merges run at a lower priority, so that they take what inserts, queries and the server beside them leave of the cores.
/// </summary>
internal static class EngineConfigFiles
{
    // A batch a second is a part a second, and each row is rewritten at every merge that it takes part in. ClickHouse counts 5 MiB more for each part,
    // so that with its base of 5 a handful of small parts is worth the rewriting of a large one, again and again. With this one about 19 parts of
    // a kind are merged (docs/decisions/0035-who-goes-first.md).
    private const int MergeSelectorBase = 24;

    public static void Write(EngineFolder folder, EmbeddedServerOptions options, long memoryBytesMax)
    {
        Directory.CreateDirectory(folder.Store);
        Directory.CreateDirectory(folder.Config);
        var revoked = (options.ReadableFolders.Count > 0, options.OutboundPorts.Count > 0) switch
        {
            (true, true) => null,
            (true, false) => "URL, REMOTE, MONGO, REDIS, MYSQL, POSTGRES, SQLITE, ODBC, JDBC, HDFS, S3, HIVE, AZURE, KAFKA, NATS, RABBITMQ, YTSAURUS, ARROW FLIGHT",
            (false, true) => "FILE",
            _ => "SOURCES",
        };
        File.WriteAllText(folder.UsersConfigFile, $"""
            <clickhouse>
              <profiles><default><implicit_select>0</implicit_select></default></profiles>
              <quotas><default></default></quotas>
              <users>
                <default>
                  <password></password>
                  <networks><ip>::/0</ip></networks>
                  <profile>default</profile>
                  <quota>default</quota>
                  <grants>
                    <query>GRANT ALL ON *.*</query>
                    {(revoked is null ? "" : $"<query>REVOKE {revoked} ON *.*</query>")}
                  </grants>
                </default>
              </users>
            </clickhouse>
            """);
        File.WriteAllText(folder.ServerConfigFile, $"""
            <clickhouse>
              <users_config>{SecurityElement.Escape(folder.UsersConfigFile)}</users_config>
              <max_server_memory_usage>{memoryBytesMax}</max_server_memory_usage>
              <background_pool_size>{Math.Clamp(Environment.ProcessorCount, 2, 16)}</background_pool_size>
              <os_threads_nice_value_merge_mutate>10</os_threads_nice_value_merge_mutate>
              <merge_tree>
                <merge_selector_base>{MergeSelectorBase}</merge_selector_base>
                <fsync_after_insert>1</fsync_after_insert>
                <fsync_part_directory>1</fsync_part_directory>
                <min_rows_to_fsync_after_merge>1</min_rows_to_fsync_after_merge>
              </merge_tree>
            </clickhouse>
            """);
    }
}
