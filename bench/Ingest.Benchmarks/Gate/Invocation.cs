using System.Reflection;

namespace Ingest.Benchmarks.Gate;

/// <summary>A benchmark's method as a delegate: reflection itself would allocate at each call.</summary>
internal static class Invocation
{
    private static readonly MethodInfo Typed = typeof(Invocation).GetMethod(nameof(Discard), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static Action Of(MethodInfo method, object instance)
    {
        if (method.ReturnType == typeof(void))
        {
            return method.CreateDelegate<Action>(instance);
        }

        if (method.ReturnType == typeof(Task))
        {
            var start = method.CreateDelegate<Func<Task>>(instance);
            return () => start().GetAwaiter().GetResult();
        }

        return (Action)Typed.MakeGenericMethod(method.ReturnType).Invoke(null, [method, instance])!;
    }

    private static Action Discard<T>(MethodInfo method, object instance)
    {
        var call = method.CreateDelegate<Func<T>>(instance);
        return () => call();
    }
}
