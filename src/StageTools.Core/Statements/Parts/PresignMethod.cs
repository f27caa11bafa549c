namespace StageTools.Statements.Parts;

/// <summary>What a presigned URL is for.</summary>
public enum PresignMethod
{
    /// <summary>Reading the file.</summary>
    Download,

    /// <summary>Writing the file.</summary>
    Upload,
}
