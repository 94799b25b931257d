namespace Ingest.Tests.Threads;

/// <summary>A thread that is not the pool's, as those of sockets and commits are none.</summary>
internal static class OwnThread
{
    public static T Run<T>(Func<T> act)
    {
        var done = new TaskCompletionSource<T>();
        var thread = new Thread(() =>
        {
            try
            {
                done.SetResult(act());
            }
            catch (Exception fault)
            {
                done.SetException(fault);
            }
        });
        thread.Start();
        thread.Join();
        return done.Task.GetAwaiter().GetResult();
    }
}
