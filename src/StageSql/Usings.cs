global using StageTools.Errors;
