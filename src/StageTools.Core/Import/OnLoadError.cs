namespace StageTools.Import;

/// <summary>What a load does about rows that cannot be loaded (Databend COPY INTO: ON_ERROR).</summary>
public enum OnLoadError
{
    /// <summary>Nothing at all is loaded, of no file.</summary>
    Abort,

    /// <summary>The row is left out and counted.</summary>
    Continue,

    /// <summary>Its whole file is left out.</summary>
    Skip,
}
