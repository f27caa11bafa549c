namespace StageTools.Storage.Folders;

/// <summary>What was opened lies outside the folder.</summary>
internal sealed class LeadsOutsideException() : IOException("A link leads out of the folder.");
