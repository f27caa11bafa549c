namespace StageTools.Streams;

/// <summary>Waits for what is asynchronous, for callers that can only be answered at once.</summary>
/// <remarks>Those are synchronous methods of .NET and the SDK that must be overridden, a thread of DuckDB's own, a completion (a shell asks for it
/// and stands still), the end of a result or a process (behind which nothing goes on), and the making of a stage's folder (a step of opening a file).
/// None holds a context that what it waits for would want.</remarks>
internal static class Blocking
{
    /// <summary>Waits until it is done.</summary>
    public static void Wait(Task task) => task.GetAwaiter().GetResult();

    /// <summary>Waits for what it gives.</summary>
    public static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
