namespace StageTools.Storage;

/// <summary>The one place where something asynchronous is waited for: .NET and the SDK have synchronous methods that must be overridden.</summary>
internal static class Blocking
{
    /// <summary>Waits until it is done.</summary>
    public static void Wait(Task task) => task.GetAwaiter().GetResult();

    /// <summary>Waits for what it gives.</summary>
    public static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
