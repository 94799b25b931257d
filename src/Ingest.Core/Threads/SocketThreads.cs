namespace Ingest.Core.Threads;

/// <summary>
/// The threads on which the runtime waits for sockets. A server's process lets them go on with what has come in, instead of waking a thread of
/// the pool for it: what is short is answered there, and everything else goes to the pool (docs/decisions/0033-socket-threads.md).
/// </summary>
public static class SocketThreads
{
    /// <summary>
    /// The runtime's own setting, read when the process opens its first socket: 1 is on. A process of which another kind of work is asked must not
    /// inherit it.
    /// </summary>
    public const string Setting = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Lets the threads of sockets go on, unless the setting says something already. Before the process opens its first socket.</summary>
    public static void LetGoOn()
    {
        if (Environment.GetEnvironmentVariable(Setting) is null)
        {
            Environment.SetEnvironmentVariable(Setting, "1");
        }
    }
}
