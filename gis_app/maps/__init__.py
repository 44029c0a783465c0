"""The only room that knows folium."""
