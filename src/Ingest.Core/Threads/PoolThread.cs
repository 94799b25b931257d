using System.Runtime.CompilerServices;

namespace Ingest.Core.Threads;

/// <summary>The threads of the pool: they may be held, others take their place. Those of sockets and of the commits may not.</summary>
public static class PoolThread
{
    /// <summary>True on one of them.</summary>
    public static bool IsCurrent => Thread.CurrentThread.IsThreadPoolThread;

    /// <summary>To be awaited: goes on on one of them, at once when this is one.</summary>
    public static Change Reach() => default;

    /// <summary>
    /// The way to the pool. Not an async method: what it returns could be complete by the time that it is awaited, and the caller stay where it is.
    /// </summary>
    public readonly struct Change : ICriticalNotifyCompletion
    {
        /// <summary>True when there is nowhere to go.</summary>
        public bool IsCompleted => IsCurrent;

        /// <summary>What the compiler awaits.</summary>
        public Change GetAwaiter() => this;

        /// <summary>Nothing to get.</summary>
        public void GetResult()
        {
        }

        /// <inheritdoc/>
        public void OnCompleted(Action continuation) => ThreadPool.QueueUserWorkItem(static act => act(), continuation, preferLocal: false);

        /// <inheritdoc/>
        public void UnsafeOnCompleted(Action continuation) => ThreadPool.UnsafeQueueUserWorkItem(static act => act(), continuation, preferLocal: false);
    }
}
