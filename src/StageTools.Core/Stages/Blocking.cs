namespace StageTools.Stages;

/// <summary>The one place where stages wait for what is asynchronous, for callers that can only be answered at once.</summary>
/// <remarks>Those are a completion (a shell asks for it and stands still), the end of a process (behind which nothing goes on), and the making of a
/// stage's folder (a step of opening a file, which no operating system does asynchronously). None holds a context that what it waits for would want.
/// </remarks>
internal static class Blocking
{
    /// <summary>Waits for a result.</summary>
    public static T Wait<T>(Task<T> work) => work.GetAwaiter().GetResult();

    /// <summary>Waits for the end of work.</summary>
    public static void Wait(Task work) => work.GetAwaiter().GetResult();
}
