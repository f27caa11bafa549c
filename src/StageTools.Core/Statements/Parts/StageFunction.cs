namespace StageTools.Statements.Parts;

/// <summary>A table that is made of a stage's files rather than of rows in them.</summary>
public enum StageFunction
{
    /// <summary><c>LIST_STAGE(LOCATION => '@stage/…', PATTERN => '…')</c> (Databend).</summary>
    ListStage,

    /// <summary><c>STAGE_LIST('stage://stage/*.csv')</c> (MatrixOne).</summary>
    StageList,

    /// <summary><c>INFER_SCHEMA(LOCATION => '@stage/…')</c> (Databend).</summary>
    InferSchema,
}
