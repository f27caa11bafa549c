namespace StageTools.Streams;

/// <summary>What is opened for something that will own it.</summary>
internal static class Opened
{
    /// <summary>Makes what will own it; where that fails, it is disposed of.</summary>
    public static TOwner Into<TOpened, TOwner>(this TOpened opened, Func<TOpened, TOwner> make)
        where TOpened : IDisposable
    {
        try
        {
            return make(opened);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }
}
